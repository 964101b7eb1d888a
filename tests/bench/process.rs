//! The real binary as a process, and what the kernel says about it.
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

pub const BINARY: &str = env!("CARGO_BIN_EXE_pi-crm");
/// The kernel tells CPU time in hundredths of a second, whatever its own clock does.
const TICK_US: f64 = 10_000.0;

pub struct Server {
    child: Child,
    /// Kept open: it says more than one line.
    _stdout: BufReader<ChildStdout>,
    pub port: u16,
    pub cpu_to_ready_ms: f64,
}

/// Bytes since the start: what the disk was asked to write, and what was handed to the kernel.
#[derive(Clone, Copy)]
pub struct Written {
    pub to_disk: u64,
    pub by_calls: u64,
}

impl Server {
    /// Answers once the server says where it is.
    pub fn start(home: &Path) -> Self {
        let log = fs::File::create(home.join("log")).expect("a log file");
        let mut child = command(home)
            .args(["serve", "--https", "127.0.0.1:0", "--http", "off", "--config"])
            .arg(home.join("pi-crm.toml"))
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        let mut greeting = String::new();
        stdout.read_line(&mut greeting).expect("a greeting");
        let cpu_to_ready_ms = cpu_us(child.id()) / 1000.0;
        let port = greeting.trim_end().trim_end_matches('/').rsplit(':').next().expect("a port");
        Self { port: port.parse().expect("a port"), child, _stdout: stdout, cpu_to_ready_ms }
    }

    pub fn cpu_us(&self) -> f64 {
        cpu_us(self.child.id())
    }

    /// Its share of memory, in MiB: pages shared with others count in part.
    pub fn pss_mib(&self) -> f64 {
        let rollup = self.proc("smaps_rollup");
        field(&rollup, "Pss:") as f64 / 1024.0
    }

    pub fn written(&self) -> Written {
        let io = self.proc("io");
        Written { to_disk: field(&io, "write_bytes:"), by_calls: field(&io, "wchar:") }
    }

    fn proc(&self, file: &str) -> String {
        read(&format!("/proc/{}/{file}", self.child.id()))
    }

    pub fn stop(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it is told to stop");
        let status = self.child.wait().expect("it stops");
        assert!(status.success(), "the server stopped with {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn command(home: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.arg("--data-dir").arg(home.join("data")).arg("--key-file").arg(home.join("key"));
    command
}

/// The CPU time that this thread has used.
pub fn own_thread_us() -> f64 {
    let schedstat = read("/proc/thread-self/schedstat");
    let ns = schedstat.split(' ').next().expect("a number");
    ns.parse::<f64>().expect("a number") / 1000.0
}

/// User and system time of all its threads, the ended ones too.
fn cpu_us(process: u32) -> f64 {
    let stat = read(&format!("/proc/{process}/stat"));
    let after_name = stat.rsplit(')').next().expect("fields");
    let ticks = |at: usize| {
        after_name.split_whitespace().nth(at).expect("a field").parse::<f64>().expect("a number")
    };
    (ticks(11) + ticks(12)) * TICK_US
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("a known field");
    line.split_whitespace().next().expect("a number").parse().expect("a number")
}

fn read(path: &str) -> String {
    fs::read_to_string(path).expect("Linux tells about processes")
}
