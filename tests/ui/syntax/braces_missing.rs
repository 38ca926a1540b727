use keisan::graph;

graph! {
    pub graph Digits;
}

fn main() {}
