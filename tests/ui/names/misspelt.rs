use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input pixels: [B, 4];
        output h = relu(pixles);
    }
}

fn main() {}
