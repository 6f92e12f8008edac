"""The person's own instructions, each a Markdown file in one folder."""
