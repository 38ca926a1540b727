use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        const RATE: f32 = 0.1;
        output h = relu(x);
    }
}

fn main() {}
