//! Two networks and a loss seen as a game.
