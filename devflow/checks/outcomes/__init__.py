"""What runs of a check came to, by id, and what the candidate's come to beside the base's."""
