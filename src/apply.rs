//! Carries out a plan, one change at a time, journalled.
