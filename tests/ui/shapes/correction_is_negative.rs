use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output spread = std_cols(x, -1);
    }
}

fn main() {}
