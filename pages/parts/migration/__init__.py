"""What only the Migration screen has."""
