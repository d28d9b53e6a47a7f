"""What makes our weights. Receives public weights and texts; emits the small networks the product
ships."""
