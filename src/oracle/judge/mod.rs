//! Is a logged run the method that it claims to be?
