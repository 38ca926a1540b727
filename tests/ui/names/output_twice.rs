use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = relu(x);
        output h;
        output h;
    }
}

fn main() {}
