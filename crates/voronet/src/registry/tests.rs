//! Every family is told to users as it is.
