//! S3 storage named at the terminal, for a box that knows of none yet. What opens it is asked for,
//! or stands in the environment; never on the command line, which everybody on the box can read.
use std::io::{self, BufRead, IsTerminal, Write};

use super::{
    exit::{Exit, Failure},
    password,
};
use crate::{
    backups::{Target, buckets::Typed},
    error::Error,
};

const SECRET: &str = "S3_SECRET_KEY";

#[derive(clap::Args)]
pub struct Storage {
    /// Look in S3 storage as well; its endpoint
    #[arg(long, value_name = "ENDPOINT")]
    s3: Option<String>,
    /// The bucket with the backups
    #[arg(long, value_name = "NAME", requires = "s3")]
    bucket: Option<String>,
    /// The folder in the bucket, if they are in one
    #[arg(long, value_name = "FOLDER", requires = "s3")]
    prefix: Option<String>,
    /// The region, where the endpoint does not say it
    #[arg(long, value_name = "NAME", requires = "s3")]
    region: Option<String>,
    /// The access key; its secret is asked for, or read from S3_SECRET_KEY
    #[arg(long, value_name = "KEY", requires = "s3")]
    access_key: Option<String>,
    /// The storage is in this home, and speaks no HTTPS
    #[arg(long, requires = "s3")]
    plain_http: bool,
}

impl Storage {
    pub fn target(&self) -> Result<Option<Target>, Failure> {
        let Some(endpoint) = &self.s3 else { return Ok(None) };
        let typed = Typed {
            endpoint: endpoint.clone(),
            region: self.region.clone().unwrap_or_default(),
            bucket: given(self.bucket.as_deref(), "Bucket: ", "--bucket NAME")?,
            prefix: self.prefix.clone().unwrap_or_default(),
            access_key: given(self.access_key.as_deref(), "Access key: ", "--access-key KEY")?,
            secret_key: secret()?,
            is_plain: self.plain_http,
        };
        match typed.check(None) {
            Ok(bucket) => Ok(Some(Target::of_bucket(bucket))),
            Err(Error::Invalid(problems)) => {
                let said = problems.iter().map(|(field, says)| format!("{field}: {says}"));
                Err(Failure::new(Exit::Failed, said.collect::<Vec<_>>().join("\n")))
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn given(flag: Option<&str>, question: &str, named: &str) -> Result<String, Failure> {
    if let Some(said) = flag {
        return Ok(said.to_owned());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(Exit::Failed, format!("say it with {named}")));
    }
    let mut terminal = io::stderr();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn secret() -> Result<String, Failure> {
    match std::env::var(SECRET) {
        Ok(secret) if !secret.is_empty() => Ok(secret),
        _ if io::stdin().is_terminal() => password::unseen("Secret key: "),
        _ => Err(Failure::new(
            Exit::Failed,
            format!("the secret key is missing: put it into {SECRET}, or run this at a terminal"),
        )),
    }
}
