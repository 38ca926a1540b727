use keisan::graph;

graph! {
    pub graph G<T, const B: usize> {
        input x: [T, 4];
        input v: [B, 4];
        output h = sum(x) * v;
    }
}

fn main() {}
