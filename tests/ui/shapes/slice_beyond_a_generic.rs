use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4] = ones;
        loss = sum(slice_rows(x * w, 0, 8));
    }
}

fn main() {}
