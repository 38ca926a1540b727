//! What the programs have in common: the digits, in the order in which each takes them, and what they say in the end.

/// Digits in a mini-batch.
pub const BATCH: usize = 32;
/// Digits set aside for the test.
pub const TEST: usize = 360;
/// Pixels of a digit.
pub const PIXELS: usize = 64;
/// Classes of digits.
pub const CLASSES: usize = 10;
/// Units of the hidden layer.
pub const HIDDEN: usize = 256;
/// How often a program goes through all digits.
pub const EPOCHS: usize = 60;
/// The learning rate, of Adam.
pub const RATE: f64 = 3e-3;

/// Some digits: their pixels, from 0 to 1, and their targets, which leave a fifth of the certainty to all classes alike, row by row.
pub struct Digits {
    pub rows: usize,
    pub pixels: Vec<f32>,
    pub targets: Vec<f32>,
    pub labels: Vec<usize>,
}

impl Digits {
    fn of<'a>(lines: impl Iterator<Item = &'a Vec<f32>>) -> Self {
        let mut digits = Self { rows: 0, pixels: Vec::new(), targets: Vec::new(), labels: Vec::new() };
        for line in lines {
            let label = line[PIXELS] as usize;
            digits.pixels.extend(line[..PIXELS].iter().map(|pixel| pixel / 16.0));
            digits.targets.extend((0..CLASSES).map(|class| if class == label { 0.82 } else { 0.02 }));
            digits.labels.push(label);
            digits.rows += 1;
        }
        digits
    }
}

/// The digits of the file that is the first argument: what to learn from, batch by batch, epoch after epoch; and the test.
pub struct Lessons {
    lines: Vec<Vec<f32>>,
    pub test: Digits,
    state: u64,
}

impl Lessons {
    pub fn read() -> Self {
        let file = std::env::args().nth(1).expect("the first argument is the file of digits");
        let text = std::fs::read_to_string(file).expect("the file can be read");
        let numbers = |line: &str| line.split(',').map(|number| number.parse().expect("it is a number")).collect();
        let mut lines: Vec<Vec<f32>> = text.lines().map(numbers).collect();
        let mut lessons = Self { lines: Vec::new(), test: Digits::of([].iter()), state: 1 };
        lessons.shuffle(&mut lines);
        let learned = lines.split_off(TEST);
        lessons.test = Digits::of(lines.iter());
        lessons.lines = learned;
        lessons
    }

    /// The batches of an epoch, in a new order. Digits that fill no batch are left out.
    pub fn epoch(&mut self) -> Vec<Digits> {
        let mut lines = std::mem::take(&mut self.lines);
        self.shuffle(&mut lines);
        let batches = lines.chunks_exact(BATCH).map(|lines| Digits::of(lines.iter())).collect();
        self.lines = lines;
        batches
    }

    fn shuffle(&mut self, lines: &mut [Vec<f32>]) {
        for place in (1..lines.len()).rev() {
            self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            lines.swap(place, (self.state >> 33) as usize % (place + 1));
        }
    }
}

/// Says how many digits of the test were read right, by their rows of logits.
pub fn say_accuracy(test: &Digits, logits: &[f32]) {
    let reading = |row: &[f32]| (0..CLASSES).max_by(|&a, &b| row[a].total_cmp(&row[b])).expect("there are classes");
    let rows = logits.chunks_exact(CLASSES).zip(&test.labels);
    let right = rows.filter(|(row, label)| reading(row) == **label).count();
    println!("accuracy\t{:.2}", 100.0 * right as f64 / test.rows as f64);
}
