use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h: [B, 3] = relu(x);
        output h;
    }
}

fn main() {}
