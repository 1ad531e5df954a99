mod exit_codes;
mod folder;
mod story;
