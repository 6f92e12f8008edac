"""What the starter model is asked to rewrite in tests of the whole path."""

# With words that technical texts lack, so that the starter takes several steps.
OLD = "We bought bread, some green apples, a bottle of milk, two lemons and a newspaper."
TEXT = f"# Title\n\n{OLD}\n\nThe second paragraph 🙂 stays.\n"
