"""What Anneal is made of and under which licences; knows no Qt."""
