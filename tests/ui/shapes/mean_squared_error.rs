use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 1];
        loss = mse(x, y);
    }
}

fn main() {}
