"""What a check needs beside the files of a commit: an environment, builds, services, copies, settings."""
