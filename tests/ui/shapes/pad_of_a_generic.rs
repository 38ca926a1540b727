use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4] = ones;
        loss = sum(pad(x * w, 1, 0, 0, 0));
    }
}

fn main() {}
