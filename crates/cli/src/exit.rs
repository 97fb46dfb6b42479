//! How the program ends.

use std::process::ExitCode;

use rollcall_api::error::{ApiError, ErrorCode};

/// What a script can branch on; the help lists the same codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// It is done.
    Done,
    /// Something that no other code says.
    Failed,
    /// What was typed can't be used. clap ends with the same code.
    BadUsage,
    /// The provider said no, or didn't answer.
    Refused,
    /// A person has to act first.
    NeedsPerson,
    /// The keychain is missing, locked or silent.
    Keychain,
}

impl Exit {
    /// The code the system sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::BadUsage => 2,
            Exit::Refused => 3,
            Exit::NeedsPerson => 4,
            Exit::Keychain => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

impl From<ErrorCode> for Exit {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::BadInput | ErrorCode::NotFound => Exit::BadUsage,
            ErrorCode::ProviderRefused => Exit::Refused,
            ErrorCode::NeedsPerson | ErrorCode::ConsentMissing => Exit::NeedsPerson,
            ErrorCode::Keychain => Exit::Keychain,
            ErrorCode::InUse | ErrorCode::Failed => Exit::Failed,
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// What was typed can't be used, in words.
    Usage(String),
    /// A person has to act first, in words.
    Person(String),
    /// This computer said no, in words.
    System(String),
    /// Rollcall said no.
    Api(ApiError),
}

impl Failure {
    /// How the program ends with it.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::BadUsage,
            Failure::Person(_) => Exit::NeedsPerson,
            Failure::System(_) => Exit::Failed,
            Failure::Api(error) => error.code.into(),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure::Api(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::System(error.to_string())
    }
}
