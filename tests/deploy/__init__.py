"""What is shipped for deployment is valid, and does what it says."""
