"""The engine: everything the product knows, behind the public functions of its rooms."""
