use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let loss = mean(x);
    }
}

fn main() {}
