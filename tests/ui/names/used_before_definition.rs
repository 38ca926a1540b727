use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let h = g + 1;
        let g = relu(x);
        output h;
    }
}

fn main() {}
