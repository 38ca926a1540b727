use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        #[grad]
        target y: [B, 4];
        loss = mse(x, y);
    }
}

fn main() {}
