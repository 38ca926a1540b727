use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input y: [4, B];
        output h = maximum(x, y);
    }
}

fn main() {}
