use keisan::graph;

graph! {
    pub graph G<T, const B: usize> {
        input x: [B, 4];
        output h = x * 1e38 * 1e300 * 1e999;
    }
}

fn main() {}
