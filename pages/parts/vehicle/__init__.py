"""The parts of the Vehicle options screen."""
