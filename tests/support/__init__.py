"""What tests of every room share: real repositories and a digest of them."""
