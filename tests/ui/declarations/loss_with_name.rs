use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        loss l = mean(x);
    }
}

fn main() {}
