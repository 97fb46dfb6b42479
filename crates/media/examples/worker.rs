//! A program that can be its own worker, as the window and the command line are; it says what the
//! files named on its command line are.

use std::process::ExitCode;

use rollcall_media::{Task, intake, worker};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if worker::begin() {
        return ExitCode::SUCCESS;
    }
    for path in std::env::args_os().skip(1) {
        let answer = match intake::open(path.as_ref()) {
            Ok(source) => worker::run(Task::Look, source, None).await,
            Err(error) => Err(error),
        };
        let line = match answer {
            Ok(answer) => serde_json::to_string(&answer.facts).unwrap_or_default(),
            Err(error) => error.to_string(),
        };
        if std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{line}\n")).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
