//! `rollcall`: everything the window does, without a window.

mod arguments;
mod commands;
mod exit;
mod printer;
mod session;
mod standard_input;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{arguments::Arguments, printer::Printer};

#[tokio::main]
async fn main() -> ExitCode {
    if rollcall_api::media::begin_worker() {
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let printer = Printer::new(arguments.json);
    let exit = match Box::pin(commands::run(arguments, &printer)).await {
        Ok(exit) => exit,
        Err(failure) => {
            printer.failure(&failure);
            failure.exit()
        }
    };
    exit.into()
}
