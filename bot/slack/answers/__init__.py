"""What is answered, gesture by gesture: each module registers its handlers, which take a call and yield effects."""
