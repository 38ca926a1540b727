use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4] = ones;
        loss = sum(concat_rows(x, x * w));
    }
}

fn main() {}
