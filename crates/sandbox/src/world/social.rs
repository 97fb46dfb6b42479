//! What readers say about a post: comments and reactions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Serialize, Deserialize)]
pub struct Comment {
    pub id: String,
    /// The member or page that speaks.
    pub actor: String,
    /// The member who wrote it for a page.
    pub agent: Option<String>,
    /// URN of the post it stands under.
    pub post: String,
    /// `urn:li:activity:…` of that post.
    pub activity: String,
    /// Id of the comment it answers.
    pub parent: Option<String>,
    pub text: String,
    /// Mentions, as LinkedIn takes them.
    pub attributes: Value,
    /// A picture, as LinkedIn takes it; null without one.
    pub content: Value,
    pub created_at: DateTime<Utc>,
    pub modified_at: DateTime<Utc>,
}

impl Comment {
    pub fn urn(&self) -> String {
        format!("urn:li:comment:({},{})", self.activity, self.id)
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Reaction {
    pub actor: String,
    pub agent: Option<String>,
    /// `LIKE` and the like.
    pub kind: String,
    pub at: DateTime<Utc>,
}

/// Everything said, by what it was said about.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Social {
    comments: HashMap<String, Comment>,
    /// Ids of the comments under a post, by its URN, oldest first.
    threads: HashMap<String, Vec<String>>,
    /// By the URN of a post, or of a comment; then by actor.
    reactions: HashMap<String, BTreeMap<String, Reaction>>,
    /// Posts whose comments are closed.
    closed: BTreeSet<String>,
    /// When each actor commented last.
    last_comment: HashMap<String, DateTime<Utc>>,
}

impl Social {
    pub fn add_comment(&mut self, comment: Comment) {
        self.last_comment.insert(comment.actor.clone(), comment.created_at);
        self.threads.entry(comment.post.clone()).or_default().push(comment.id.clone());
        self.comments.insert(comment.id.clone(), comment);
    }

    pub fn comment(&self, id: &str) -> Option<&Comment> {
        self.comments.get(id)
    }

    pub fn comment_mut(&mut self, id: &str) -> Option<&mut Comment> {
        self.comments.get_mut(id)
    }

    /// Takes a comment away, and the answers to it.
    pub fn remove_comment(&mut self, id: &str) {
        let Some(comment) = self.comments.remove(id) else {
            return;
        };
        let answers: Vec<String> = self
            .thread(&comment.post)
            .filter(|other| other.parent.as_deref() == Some(id))
            .map(|other| other.id.clone())
            .collect();
        for answer in &answers {
            self.comments.remove(answer);
        }
        if let Some(thread) = self.threads.get_mut(&comment.post) {
            thread.retain(|other| other != id && !answers.contains(other));
        }
    }

    /// Every comment under a post, answers too, oldest first.
    pub fn thread(&self, post: &str) -> impl Iterator<Item = &Comment> {
        self.threads.get(post).into_iter().flatten().filter_map(|id| self.comments.get(id))
    }

    /// The comments that answer `parent`, or the post itself.
    pub fn answers<'a>(
        &'a self,
        post: &'a str,
        parent: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Comment> {
        self.thread(post).filter(move |comment| comment.parent.as_deref() == parent)
    }

    pub fn last_comment(&self, actor: &str) -> Option<DateTime<Utc>> {
        self.last_comment.get(actor).copied()
    }

    /// Whether it is the actor's first to this.
    pub fn react(&mut self, entity: &str, reaction: Reaction) -> bool {
        let reactions = self.reactions.entry(entity.to_owned()).or_default();
        if reactions.contains_key(&reaction.actor) {
            return false;
        }
        reactions.insert(reaction.actor.clone(), reaction);
        true
    }

    pub fn unreact(&mut self, entity: &str, actor: &str) -> bool {
        self.reactions.get_mut(entity).is_some_and(|reactions| reactions.remove(actor).is_some())
    }

    pub fn reaction(&self, entity: &str, actor: &str) -> Option<&Reaction> {
        self.reactions.get(entity)?.get(actor)
    }

    pub fn reactions(&self, entity: &str) -> impl Iterator<Item = &Reaction> {
        self.reactions.get(entity).into_iter().flat_map(BTreeMap::values)
    }

    /// How many reactions of each kind.
    pub fn counted(&self, entity: &str) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for reaction in self.reactions(entity) {
            *counts.entry(reaction.kind.as_str()).or_default() += 1;
        }
        counts
    }

    pub fn is_closed(&self, post: &str) -> bool {
        self.closed.contains(post)
    }

    pub fn set_closed(&mut self, post: &str, closed: bool) {
        if closed {
            self.closed.insert(post.to_owned());
        } else {
            self.closed.remove(post);
        }
    }
}
