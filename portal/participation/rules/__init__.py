"""The rules of this floor, a module an idea."""
