//! `rollcall connection …`

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rollcall_api::domain::unipile_api::UnipileApi;

/// Provider credentials.
#[derive(Debug, Subcommand)]
pub enum ConnectionCommand {
    /// Add one; its key or secret is read from standard input and tried before it is kept.
    #[command(subcommand)]
    Add(NewConnectionCommand),
    /// List them.
    List,
    /// Remove one, with its accounts' rows and its secrets. Nothing changes at the provider.
    Remove {
        /// Its id or name.
        connection: String,
    },
}

/// The system behind a new connection.
#[derive(Debug, Subcommand)]
pub enum NewConnectionCommand {
    /// Your own LinkedIn developer app. Standard input: its client secret.
    Linkedin(LinkedinArguments),
    /// A Unipile tenant. Standard input: its API key.
    Unipile(UnipileArguments),
    /// An Edges workspace. Standard input: its API key.
    Edges(GatewayArguments),
    /// A Zernio account. Standard input: its API key.
    Zernio(GatewayArguments),
}

/// A LinkedIn developer app.
#[derive(Debug, Args)]
pub struct LinkedinArguments {
    /// The app's client id.
    #[arg(long)]
    pub client_id: String,
    /// How the connection is called.
    #[arg(long, default_value = "")]
    pub name: String,
    /// Where LinkedIn's pages are, when not at www.linkedin.com.
    #[arg(long, value_name = "URL")]
    pub www_url: Option<String>,
    /// Where LinkedIn's API is, when not at api.linkedin.com.
    #[arg(long, value_name = "URL")]
    pub api_url: Option<String>,
    /// The port of the redirect URL that is registered with the app.
    #[arg(long, value_name = "PORT")]
    pub redirect_port: Option<u16>,
    /// LinkedIn enabled the native PKCE flow for the app: no client secret is needed or read.
    #[arg(long)]
    pub native_pkce: bool,
    /// Publish through LinkedIn's older interfaces (UGC Posts, Assets)
    #[arg(long)]
    pub older_posts: bool,
    /// The app may act for pages (Community Management API).
    #[arg(long)]
    pub pages: bool,
}

/// A Unipile tenant.
#[derive(Debug, Args)]
pub struct UnipileArguments {
    /// The tenant's address, as Unipile's dashboard shows it.
    #[arg(long, value_name = "URL")]
    pub dsn: String,
    /// Which of Unipile's APIs the key is for; found out when it isn't said.
    #[arg(long, value_name = "API", value_parser = unipile_api())]
    pub api: Option<UnipileApi>,
    /// How the connection is called.
    #[arg(long, default_value = "")]
    pub name: String,
    /// Requests per minute that the plan there allows, when it isn't the usual.
    #[arg(long, value_name = "NUMBER")]
    pub requests_per_minute: Option<u32>,
}

fn unipile_api() -> impl TypedValueParser<Value = UnipileApi> {
    PossibleValuesParser::new(["v1", "v2"])
        .map(|word| if word == "v1" { UnipileApi::V1 } else { UnipileApi::V2 })
}

/// A gateway with one API key.
#[derive(Debug, Args)]
pub struct GatewayArguments {
    /// Where the API is, when not at its usual address.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// How the connection is called.
    #[arg(long, default_value = "")]
    pub name: String,
    /// Requests per minute that the plan there allows, when it isn't the usual.
    #[arg(long, value_name = "NUMBER")]
    pub requests_per_minute: Option<u32>,
}
