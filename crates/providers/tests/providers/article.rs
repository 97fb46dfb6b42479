//! What pages say, and what they are not allowed to do.

mod addresses;
mod bodies;

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rollcall_providers::article::{Article, ArticleError, ArticleReader, Reach, Resolver};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

/// A server that answers each path with bytes of one's own, headers and all. Ends with the test.
pub struct Site {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Site {
    /// What a path is answered with; nothing, and the line stays open, where it is `None`.
    pub async fn answering(answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Site {
        Site::at("127.0.0.1:0", answer).await
    }

    pub async fn at(place: &str, answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Site {
        let listener = TcpListener::bind(place).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, connections) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicUsize>::default());
        let (heard, counted, answer) = (Arc::clone(&asked), Arc::clone(&connections), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (heard, answer) = (Arc::clone(&heard), Arc::clone(&answer));
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    let mut some = [0; 4096];
                    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                        match line.read(&mut some).await {
                            Ok(read) if read > 0 => request.extend_from_slice(&some[..read]),
                            _ => return,
                        }
                    }
                    let request = String::from_utf8_lossy(&request).into_owned();
                    let path = request.split(' ').nth(1).unwrap().to_owned();
                    heard.lock().unwrap().push(request);
                    match answer(&path) {
                        // A reader that has enough closes the line.
                        Some(bytes) => drop(line.write_all(&bytes).await),
                        None => std::future::pending().await,
                    }
                });
            }
        });
        Site { address, asked, connections }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What may be asked: this server, as one that the workspace's connections lead to.
    pub fn reach(&self) -> Reach {
        Reach::default().with_server_of(&Url::parse(&self.url("/")).unwrap())
    }

    pub async fn read(&self, path: &str) -> Result<Article, ArticleError> {
        ArticleReader::new(self.reach()).read(&self.url(path)).await
    }

    pub fn requests(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// An answer with a content type.
pub fn answer(kind: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub fn html(body: &str) -> Vec<u8> {
    answer("text/html; charset=utf-8", body)
}

pub fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .into_bytes()
}

/// Tells each time the next of some answers, then the last one again; remembers who was asked for.
#[derive(Default)]
pub struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    pub fn telling(answers: &[&[&str]]) -> Arc<Names> {
        let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Names { answers: answers.iter().map(parse).collect(), asked: Mutex::default() })
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolver for Names {
    fn addresses(&self, name: &str) -> std::pin::Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send>> {
        let mut asked = self.asked.lock().unwrap();
        let answer = self.answers.get(asked.len()).or(self.answers.last()).cloned().unwrap_or_default();
        asked.push(name.to_owned());
        Box::pin(std::future::ready(answer))
    }
}

pub const SHORT: Duration = Duration::from_millis(300);
