"""Running cases move to another version of their process: proposed, tried out, then case by case by the worker."""
