//! Provider credentials: add, list, remove.

use rollcall_api::{connections, connections::NewConnection, domain::provider::Provider};

use crate::{
    arguments::{ConnectionCommand, NewConnectionCommand},
    exit::{Exit, Failure},
    session::Session,
    standard_input, words,
};

pub async fn run(session: &Session, command: ConnectionCommand) -> Result<Exit, Failure> {
    match command {
        ConnectionCommand::Add(system) => {
            let added = connections::add(&session.rollcall, described(system).await?).await?;
            session.printer.result(&added, || words::connections(std::slice::from_ref(&added)));
        }
        ConnectionCommand::List => {
            let all = connections::list(&session.rollcall).await?;
            session.printer.result(&all, || words::connections(&all));
        }
        ConnectionCommand::Remove { connection } => {
            let connection = session.connection(&connection).await?;
            connections::remove(&session.rollcall, &connection.id).await?;
            session.printer.result(&connection, || format!("{} is removed.", connection.name));
        }
    }
    Ok(Exit::Done)
}

/// What was typed, with the secret from standard input.
async fn described(system: NewConnectionCommand) -> Result<NewConnection, Failure> {
    let blank = |provider| NewConnection {
        provider,
        name: String::new(),
        base_url: None,
        secret: None,
        client_id: None,
        www_url: None,
        api_url: None,
        redirect_port: None,
        native_pkce: false,
        older_posts: false,
        pages: false,
        requests_per_minute: None,
        unipile_api: None,
    };
    let mut described = match system {
        NewConnectionCommand::Linkedin(app) => NewConnection {
            name: app.name,
            client_id: Some(app.client_id),
            www_url: app.www_url,
            api_url: app.api_url,
            redirect_port: app.redirect_port,
            native_pkce: app.native_pkce,
            older_posts: app.older_posts,
            pages: app.pages,
            ..blank(Provider::Linkedin)
        },
        NewConnectionCommand::Unipile(tenant) => NewConnection {
            name: tenant.name,
            base_url: Some(tenant.dsn),
            unipile_api: tenant.api,
            requests_per_minute: tenant.requests_per_minute,
            ..blank(Provider::Unipile)
        },
        NewConnectionCommand::Edges(gateway) => NewConnection {
            name: gateway.name,
            base_url: gateway.base_url,
            requests_per_minute: gateway.requests_per_minute,
            ..blank(Provider::Edges)
        },
        NewConnectionCommand::Zernio(gateway) => NewConnection {
            name: gateway.name,
            base_url: gateway.base_url,
            requests_per_minute: gateway.requests_per_minute,
            ..blank(Provider::Zernio)
        },
    };
    described.secret = match described.provider {
        Provider::Linkedin if described.native_pkce => None,
        Provider::Linkedin => Some(standard_input::expected("The app's client secret").await?),
        _ => Some(standard_input::expected("The API key").await?),
    };
    Ok(described)
}
