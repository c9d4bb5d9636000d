"""Parts of the Migration screen."""
