"""The parts of the Investment screen."""
