//! Figures beside their goals.
pub struct Report(Vec<[String; 4]>);

impl Report {
    pub fn new() -> Self {
        Self(vec![["what", "result", "goal", ""].map(str::to_owned)])
    }

    /// A figure with no goal of its own.
    pub fn note(&mut self, what: &str, result: String) {
        self.add([what.into(), result, String::new(), String::new()]);
    }

    /// At most this.
    pub fn goal(&mut self, what: &str, result: f64, goal: f64, unit: &str) {
        self.judge(what, result, goal, unit, result <= goal);
    }

    pub fn at_least(&mut self, what: &str, result: f64, goal: f64, unit: &str) {
        self.judge(what, result, goal, unit, result >= goal);
    }

    fn judge(&mut self, what: &str, result: f64, goal: f64, unit: &str, is_met: bool) {
        let verdict = if is_met { "met" } else { "MISSED" };
        let shown = |number: f64| format!("{number:.2} {unit}").trim_end().to_owned();
        self.add([what.into(), shown(result), shown(goal), verdict.into()]);
    }

    /// Told at once too: the whole takes minutes.
    fn add(&mut self, row: [String; 4]) {
        eprintln!("{}", row.join("  "));
        self.0.push(row);
    }

    pub fn print(&self) {
        let width = |column: usize| {
            self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
        };
        let (what, result, goal) = (width(0), width(1), width(2));
        for row in &self.0 {
            println!("{:<what$}  {:>result$}  {:>goal$}  {}", row[0], row[1], row[2], row[3]);
        }
    }
}

pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
