use keisan::graph;

graph! {
    pub graph G {
        param a: [4, 3] = zeros;
        param b: [2, 3] = zeros;
        loss = sum(concat_cols(a, b));
    }
}

fn main() {}
