use keisan::graph;

graph! {
    pub graph G {
        param w: [6, 4] = he_normal;
        loss = sum(slice_cols(w, 3, 3));
    }
}

fn main() {}
