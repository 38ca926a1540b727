use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: f32;
        input v: [B, 4];
        output h = sum(x) * v;
    }
}

fn main() {}
