"""What each command of `python -m qa` does. Heavy imports wait until a command needs them."""
