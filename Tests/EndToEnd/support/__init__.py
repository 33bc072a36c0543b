"""What the end-to-end tests are made of: the program, a stand-in provider, a device, a browser."""
