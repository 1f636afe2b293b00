"""What happens when a person does something: parse the state, query, draw."""
